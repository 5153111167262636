/** What ajv says about a value, as far as we read it. The code itself is made by schemas/compile.mjs. */
export interface ShapeError {
  /** JSON pointer of the value. */
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  /** The schema that the keyword stands in. */
  readonly parentSchema: Readonly<Record<string, unknown>>
  readonly data: unknown
}

export declare const validate: {
  (config: unknown): boolean
  errors?: readonly ShapeError[] | null
}
