/**
 * The French frames, by style, best tier first. See en/frames.ts.
 *
 * "si …" and "ce que …" are indirect forms, too, and noun phrases begin with "le" and "les": nothing before a slot may elide or
 * contract with it. A tier is mixed where each question says itself in its best form before one is quoted.
 */
import type { FrameTable } from '../frame.js'
import { spoken } from './frames/spoken.js'
import { turned } from './frames/turned.js'
import { written } from './frames/written.js'

export const frames: FrameTable = { ...spoken, ...written, ...turned }
