import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
  readonly engines: { readonly node: string }
}

/** As package.json has it. */
export const { version } = manifest

/** The oldest Node that it runs on: "20.19". */
export const leastNode = manifest.engines.node.replace(/^>=/, '')
