declare const brand: unique symbol

/** A string that only its maker may make: two brands never mix by accident. */
export type Brand<Name extends string> = string & { readonly [brand]: Name }
