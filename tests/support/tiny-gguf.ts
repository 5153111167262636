/**
 * A model that is small enough to be written by a test: real weights in a real GGUF file, which llama.cpp runs as any other.
 *
 * It is a chain of words: what comes next hangs on the last token alone. A transformer is that when each token's embedding is a unit
 * vector of its own, all that attention and the feed-forward layer add is zero, and the output matrix holds the logarithms of what follows
 * what. It says questions, other ones for other seeds, and comes to an end; what it is asked it does not hear.
 */
import { writeFileSync } from 'node:fs'

const control = { start: '<|im_start|>', end: '<|im_end|>' }
const subjects = ['the museum', 'the old castle', 'the library', 'the harbour', 'a snail', 'the opera Carmen']
const questions = [
  'When was X built?',
  'Who designed X?',
  'How tall is X?',
  'Where is X found?',
  'What is X known for?',
]

/** Byte-level tokens as GPT-2 spells them: printable bytes as they are, all others from U+0100 on. */
const spelled = spellBytes()
const words = sentences().map((sentence) => sentence.split(/(?=[ ?])/).map(spell))
const vocabulary = padded([control.start, control.end, ...spelled, ...new Set(words.flat())].filter(isFirst))
const indexOf = new Map(vocabulary.map((token, index) => [token, index]))
const size = vocabulary.length

/** ChatML, as llama.cpp finds it in the file. */
const template =
  "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"

/** How many tokens a text of plain letters is in a prompt: it has no merges, so each byte is one. */
export const tokensOf = (text: string): number => Buffer.byteLength(text)

export function writeTinyModel(path: string): void {
  const tensors = tensorsOf(logits())
  const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length), ...metadata])
  let offset = 0
  const list = tensors.map(({ name, shape, data }) => {
    const entry = Buffer.concat([text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset)])
    offset += aligned(data.byteLength)
    return entry
  })
  const top = Buffer.concat([head, ...list])
  const bodies = tensors.map(({ data }) => fill(Buffer.from(data.buffer)))
  writeFileSync(path, Buffer.concat([fill(top), ...bodies]))
}

interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

function tensorsOf(output: Float32Array): readonly Tensor[] {
  const unit = tensor('token_embd.weight', [size, size])
  for (let token = 0; token < size; token += 1) unit.data[token * size + token] = 1
  return [
    unit,
    tensor('blk.0.attn_norm.weight', [size], 1),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => tensor(`blk.0.${name}.weight`, [size, size])),
    tensor('blk.0.ffn_norm.weight', [size], 1),
    ...['ffn_gate', 'ffn_up'].map((name) => tensor(`blk.0.${name}.weight`, [size, feedForward])),
    tensor('blk.0.ffn_down.weight', [feedForward, size]),
    tensor('output_norm.weight', [size], 1 / Math.sqrt(size)), // of a unit vector, the norm makes √size
    { name: 'output.weight', shape: [size, size], data: output },
  ]
}

function tensor(name: string, shape: readonly number[], value = 0): Tensor {
  const length = shape.reduce((product, side) => product * side, 1)
  return { name, shape, data: new Float32Array(length).fill(value) }
}

const feedForward = 32
const heads = 4

/** Row: what comes next; column: what was before. After the template's last newline a sentence begins; after "?" it ends. */
function logits(): Float32Array {
  const counts = new Float32Array(size * size).fill(1e-4)
  const count = (before: string, next: string, weight: number) => {
    const at = needIndex(next) * size + needIndex(before)
    counts[at] = (counts[at] ?? 0) + weight
  }
  for (const sentence of words) {
    count(spell('\n'), sentence[0] ?? '', 1)
    for (const [index, word] of sentence.entries()) count(word, sentence[index + 1] ?? control.end, 1)
  }
  count('?', '"', 0.5) // a text inside of JSON ends, too
  return counts.map((weight) => Math.log(weight))
}

function needIndex(token: string): number {
  const index = indexOf.get(token)
  if (index === undefined) throw new Error(`no token "${token}"`)
  return index
}

function sentences(): readonly string[] {
  return questions.flatMap((question) => subjects.map((subject) => question.replace('X', subject)))
}

function spellBytes(): readonly string[] {
  let others = 0
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
    return String.fromCodePoint(isPrintable ? byte : 256 + others++)
  })
}

function spell(word: string): string {
  return [...Buffer.from(word)].map((byte) => spelled[byte]).join('')
}

function isFirst(token: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(token) === index
}

/** To a number that is divided by 32, as kernels like it. */
function padded(tokens: readonly string[]): readonly string[] {
  const missing = (32 - (tokens.length % 32)) % 32
  return [...tokens, ...Array.from({ length: missing }, (_, index) => `<|pad${index}|>`)]
}

const alignment = 32
const aligned = (bytes: number) => Math.ceil(bytes / alignment) * alignment
const fill = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([u64(bytes.length), bytes])
}

/** Kinds of values in the head of a GGUF file. */
const kinds = { u32: 4, f32: 6, bool: 7, text: 8, list: 9 } as const

const one = (key: string, kind: number, value: Buffer) => Buffer.concat([text(key), u32(kind), value])
const listOf = (key: string, kind: number, values: readonly Buffer[]) =>
  one(key, kinds.list, Buffer.concat([u32(kind), u64(values.length), ...values]))
const kindOfToken = (token: string) => u32(token.startsWith('<|') ? 3 : 1) // control, normal

const metadata: readonly Buffer[] = [
  one('general.architecture', kinds.text, text('llama')),
  one('general.name', kinds.text, text('tiny')),
  one('general.file_type', kinds.u32, u32(0)),
  ...Object.entries({
    context_length: 2048,
    embedding_length: size,
    block_count: 1,
    feed_forward_length: feedForward,
    'attention.head_count': heads,
    'attention.head_count_kv': heads,
    'rope.dimension_count': size / heads,
    vocab_size: size,
  }).map(([key, value]) => one(`llama.${key}`, kinds.u32, u32(value))),
  one('llama.attention.layer_norm_rms_epsilon', kinds.f32, f32(1e-6)),
  one('tokenizer.ggml.model', kinds.text, text('gpt2')),
  one('tokenizer.ggml.pre', kinds.text, text('gpt-2')),
  listOf('tokenizer.ggml.tokens', kinds.text, vocabulary.map(text)),
  listOf('tokenizer.ggml.token_type', kinds.u32 + 1, vocabulary.map(kindOfToken)), // signed
  listOf('tokenizer.ggml.merges', kinds.text, []),
  one('tokenizer.ggml.eos_token_id', kinds.u32, u32(needIndex(control.end))),
  one('tokenizer.ggml.bos_token_id', kinds.u32, u32(needIndex(control.end))),
  one('tokenizer.ggml.add_bos_token', kinds.bool, Buffer.from([0])),
  one('tokenizer.chat_template', kinds.text, text(template)),
]
