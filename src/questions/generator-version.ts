/** What the generator's rows depend on beside the config: Faker, pinned exactly, and our own rules. */
export const generatorVersion = 'faker 10.6.0, fusionkit 1'
