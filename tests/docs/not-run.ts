/** Lines of shell blocks that no test runs, each with its reason. What is neither run nor here is a mistake of the page. */
export const notRun: readonly (readonly [line: RegExp, reason: string])[] = [
  [/^npm ci$/, 'it installs this checkout: `.ci/run` does that on every commit'],
  [
    /^npm (test|run [a-z:]+)( --.*)?$/,
    'it runs the tests that this is one of; the scripts are looked up in package.json',
  ],
  [/^node --enable-source-maps dist\/tests\/support\/run\.js /, 'it runs tests, too'],
  [/^npm install /, 'it takes something from the registry'],
  [/^(OLLAMA_HOST=\S+ )?ollama (pull |serve$)/, 'it is Ollama’s, and takes gigabytes'],
  [/^docker (build|run|compose) /, 'it needs Docker: .github/workflows builds the image, and tries it'],
  [/^echo 'source /, 'it is a line for somebody’s own shell'],
  [/^npx node-llama-cpp /, 'it is node-llama-cpp’s, and takes gigabytes'],
]

/** Blocks in languages that are not ours to run. */
export const notTried: Readonly<Record<string, string>> = {
  python: 'trainers and their loaders are Python’s; the records that they read are held to their form by another block',
  '': 'it is a drawing',
  dockerfile: 'it is Docker’s',
  lua: 'it is Neovim’s',
  toml: 'it is Helix’s',
}
