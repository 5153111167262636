import { accept } from './accept.js'
import { build } from './build.js'
import { clean } from './clean.js'
import type { Command } from './command.js'
import { fuse } from './fuse.js'
import { gc } from './gc.js'
import { generate } from './generate.js'
import { plan } from './plan.js'

/** Adding a command: a file beside this one, a line here. */
export const commands: readonly Command[] = [build, plan, generate, fuse, accept, clean, gc]
