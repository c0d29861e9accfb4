// What every report says about its maker.

/** A test holds the version to the one in package.json. */
export const tool = { name: 'delivery-guarantees', version: '0.1.0' } as const;
