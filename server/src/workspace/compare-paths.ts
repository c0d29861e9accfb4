// The one order of paths: by code unit, the same on every machine and in every language setting.

export function comparePaths(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
