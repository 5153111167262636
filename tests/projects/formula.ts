/** The value of a formula as documents write it: numbers, names (words_joined), + − × ÷ and parentheses. Throws where a name has no value. */
export function valueOf(formula: string, values: Readonly<Record<string, number>>): number {
  const tokens = formula.match(/[a-z_]+|\d+|[+−×÷()]/g) ?? []
  const take = (): string => tokens.shift() ?? fail('it ends too early')
  const value = sum()
  return tokens.length === 0 ? value : fail(`"${tokens.join(' ')}" is left`)

  function sum(): number {
    let left = product()
    while (tokens[0] === '+' || tokens[0] === '−') left += take() === '+' ? product() : -product()
    return left
  }

  function product(): number {
    let left = single()
    while (tokens[0] === '×' || tokens[0] === '÷') left = take() === '×' ? left * single() : left / single()
    return left
  }

  function single(): number {
    const token = take()
    if (token === '(') {
      const inner = sum()
      return take() === ')' ? inner : fail('a parenthesis is open')
    }
    if (/^\d+$/.test(token)) return Number(token)
    return values[token] ?? fail(`"${token}" has no value`)
  }

  function fail(why: string): never {
    throw new Error(`${formula}: ${why}`)
  }
}
