import { accept } from './accept.js'
import { batch } from './batch.js'
import { build } from './build.js'
import { clean } from './clean.js'
import type { Command } from './command.js'
import { doctor } from './doctor.js'
import { explain } from './explain.js'
import { fuse } from './fuse.js'
import { gc } from './gc.js'
import { generate } from './generate.js'
import { graph } from './graph.js'
import { models } from './models.js'
import { plan } from './plan.js'
import { preview } from './preview.js'
import { rejected } from './rejected.js'
import { schema } from './schema.js'
import { status } from './status.js'
import { watch } from './watch.js'

/** Adding a command: a file beside this one, a line here. */
export const commands: readonly Command[] = [
  build,
  watch,
  preview,
  plan,
  explain,
  rejected,
  status,
  graph,
  generate,
  fuse,
  clean,
  gc,
  accept,
  models,
  schema,
  doctor,
  batch,
]
