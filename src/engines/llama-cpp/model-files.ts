/**
 * Which files a model's name means: a path, or what was pulled under a name of Hugging Face (`hf:user/repo:Q4_K_M`).
 *
 * Looks at the disk alone, and never fetches anything.
 */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

export interface ModelPlaces {
  /** The project's folder. */
  readonly root: string
  readonly modelsFolder: string
}

export interface ModelFiles {
  /** All parts, the one that is loaded first. */
  readonly parts: readonly [string, ...string[]]
  readonly missing: readonly string[]
}

/** Where models lie that are no paths of the project. */
export function modelsFolderOf(root: string, setting: string | undefined): string {
  return setting === undefined ? join(homedir(), '.node-llama-cpp', 'models') : resolve(root, setting)
}

/** Whether a name is one of Hugging Face, as node-llama-cpp has them. */
export function isHuggingFaceName(name: string): boolean {
  return namePattern.test(name)
}

const namePattern = /^(?:hf|huggingface):(?:\/\/)?|^(?:hf|huggingface)\.co\//

/** `undefined`: there is nothing of that name. `missing`: parts that should be beside the first one. */
export function findModelFiles(name: string, { root, modelsFolder }: ModelPlaces): ModelFiles | undefined {
  if (isHuggingFaceName(name)) {
    const file = pulledFile(modelsFolder, fileNamesOf(name.replace(namePattern, '')))
    return file === undefined ? undefined : partsOf(file)
  }
  const file = [resolve(root, name), resolve(modelsFolder, name)].find((path) => existsSync(path))
  return file === undefined ? undefined : partsOf(file)
}

/** GGUF files in a folder, for who may have been meant. */
export function modelsIn(folder: string): readonly string[] {
  return namesIn(folder).filter((name) => name.endsWith('.gguf'))
}

const partEnding = /-(\d{5})-of-(\d{5})\.gguf$/

/** Whether a file is a further part of a model, and so no model by itself. */
export function isFurtherPart(file: string): boolean {
  const [, number = '00001'] = partEnding.exec(file) ?? []
  return number !== '00001'
}

/** "model-00001-of-00003.gguf": llama.cpp is given the first part and finds the others beside it. */
export function partsOf(file: string): ModelFiles {
  const [ending = '', , total = ''] = partEnding.exec(file) ?? []
  const count = Number(total)
  if (ending === '' || count === 0) return { parts: [file], missing: [] }
  const stem = file.slice(0, -ending.length)
  const part = (index: number) => `${stem}-${String(index).padStart(5, '0')}-of-${total}.gguf`
  const parts = [part(1), ...Array.from({ length: count - 1 }, (_, index) => part(index + 2))] as const
  return { parts, missing: parts.filter((path) => !existsSync(path)) }
}

/** The first part of a file that was pulled, whatever the case of its name. */
function pulledFile(folder: string, wanted: readonly string[]): string | undefined {
  const names = namesIn(folder)
  for (const stem of wanted) {
    const pattern = new RegExp(`^${stem.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:-00001-of-\\d{5})?\\.gguf$`, 'i')
    const name = names.find((one) => pattern.test(one))
    if (name !== undefined) return join(folder, name)
  }
  return undefined
}

/**
 * What node-llama-cpp calls a file that it pulled, without its ending: "hf_user_Repo.Q4_K_M". The repository stands in it only where the
 * file's name does not begin with it.
 */
function fileNamesOf(address: string): readonly string[] {
  const [user = '', repository = '', ...rest] = address.split('/')
  if (rest.length > 0) return namesOfFile(user, repository, rest.join('/'))
  const [model = '', tag = ''] = repository.split(':')
  const base = model.replace(/-gguf$/i, '')
  const prefix = base === model ? `hf_${user}_${model}_` : `hf_${user}_`
  const isLatest = tag === '' || tag.toLowerCase() === 'latest'
  return isLatest ? [`${prefix}${base}.Q4_K_M`, `${prefix}${base}`] : [`${prefix}${base}.${tag.toUpperCase()}`]
}

/** "user/repo/folder/file.gguf#branch" */
function namesOfFile(user: string, repository: string, rest: string): readonly string[] {
  const [path = '', branch = 'main'] = rest.split('#')
  const stem = basename(path).replace(/(?:-\d{5}-of-\d{5})?\.gguf$/i, '')
  const folders = dirname(path) === '.' ? [] : dirname(path).split('/')
  const isNamedAlike = stem.toLowerCase().startsWith(repository.replace(/-gguf$/i, '').toLowerCase())
  const names = isNamedAlike && branch === 'main' ? ['hf', user] : ['hf', user, repository]
  if (branch !== 'main') names.push(branch)
  const inFolders = (some: readonly string[]) =>
    [...names, ...(some.length > 0 ? [some.join('__')] : []), stem].join('_')
  return [inFolders(folders), inFolders(folders.slice(0, -1))]
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
