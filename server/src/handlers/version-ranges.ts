// The version that a model's row asks for.

/** `<14`, `>=12`, `>=10 <14` against the first number of a version or range; an unknown version counts as the newest. */
export function isVersionIn(version: string | null, range: string): boolean {
  const major = Number(/\d+/.exec(version ?? '')?.[0] ?? Number.POSITIVE_INFINITY);
  return range.split(' ').every((part) => {
    const bound = Number(/\d+/.exec(part)?.[0] ?? 0);
    if (part.startsWith('>=')) return major >= bound;
    if (part.startsWith('<')) return major < bound;
    return major === bound;
  });
}
