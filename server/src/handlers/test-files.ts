// Which files are tests: what they register is not what runs in production.

/** Tests register handlers on stand-ins. */
export function isTest(file: string): boolean {
  return /(^|\/)(__tests__|__mocks__|tests?|e2e|cypress)\//.test(file) || /[.-](test|spec|e2e-spec|e2e)\.[cm]?[jt]sx?$/.test(file);
}
