import type { Faker } from '@faker-js/faker'

/** Where names are written without blanks, family first: two family names, as children of both parents bear them. */
const familyFirst = /^(?:ja|ko|zh)(?:_|$)/

/**
 * A full name with a further name in it, for when a locale's plain ones have run out: "Aline Maria Martins".
 * Every 200 draws in vain one name more, so that there are always new ones.
 */
export function longerName(faker: Faker, locale: string, attempt: number): string {
  const extra = 1 + Math.floor(attempt / 200)
  const sex = faker.person.sexType()
  const name = faker.person.fullName({ sex })
  if (familyFirst.test(locale)) return times(extra, () => faker.person.lastName(sex)).join('') + name
  const [first = name, ...others] = name.split(' ')
  return [first, ...times(extra, () => faker.person.firstName(sex)), ...others].join(' ')
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make)
}
