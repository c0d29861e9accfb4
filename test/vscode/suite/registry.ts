// Where the suite's tests are collected.

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
}

export const tests: Test[] = [];

export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/** Asks until the answer is there: what an editor shows follows an edit by a moment. */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined> | Answer | undefined, what: string, milliseconds = 20_000): Promise<Answer> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
