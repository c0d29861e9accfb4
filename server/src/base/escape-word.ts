/** A word as the source of a regular expression that matches it and nothing else. */
export function escapeWord(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
