// The states that a search has reached. They are thousands of short vectors of small numbers, kept in typed arrays: as objects they gave the garbage collector more to do than the search itself.
import type { State } from './world.ts';

export interface Reached {
  readonly count: () => number;
  /** Keeps a state that is new, as reached from the state of that number (-1: from nowhere); tells whether it was. */
  readonly add: (state: State, before: number) => boolean;
  /** The state of that number, counted in the order in which they were added. */
  readonly at: (index: number) => State;
  readonly before: (index: number) => number;
}

/** An empty set of states of that many numbers, each from 0 to 65,535. */
export function createReached(length: number): Reached {
  let capacity = 1024;
  let numbers = new Uint16Array(capacity * length);
  let befores = new Int32Array(capacity);
  // Open addressing: the number of a state plus one, at the first free place from its hash on.
  let places = new Int32Array(capacity * 2);
  let count = 0;

  function isAt(index: number, state: State): boolean {
    for (let at = 0, from = index * length; at < length; at++) if (numbers[from + at] !== state[at]) return false;
    return true;
  }

  function placeOf(state: ArrayLike<number>, from: number): number {
    let hash = 0;
    for (let at = from; at < from + length; at++) hash = Math.imul(hash ^ (state[at] ?? 0), 0x01000193) + 0x9e3779b9;
    return (hash ^ (hash >>> 15)) & (places.length - 1);
  }

  function grow(): void {
    capacity *= 2;
    const [oldNumbers, oldBefores] = [numbers, befores];
    numbers = new Uint16Array(capacity * length);
    numbers.set(oldNumbers);
    befores = new Int32Array(capacity);
    befores.set(oldBefores);
    places = new Int32Array(capacity * 2);
    for (let index = 0; index < count; index++) {
      let place = placeOf(numbers, index * length);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = index + 1;
    }
  }

  return {
    count: () => count,
    add(state, before) {
      let place = placeOf(state, 0);
      for (let found = places[place] ?? 0; found !== 0; found = places[place] ?? 0) {
        if (isAt(found - 1, state)) return false;
        place = (place + 1) & (places.length - 1);
      }
      places[place] = count + 1;
      for (let at = 0, to = count * length; at < length; at++) numbers[to + at] = state[at] ?? 0;
      befores[count] = before;
      count++;
      if (count === capacity) grow();
      return true;
    },
    at(index) {
      const state: number[] = [];
      for (let at = 0, from = index * length; at < length; at++) state.push(numbers[from + at] ?? 0);
      return state;
    },
    before: (index) => befores[index] ?? -1,
  };
}
