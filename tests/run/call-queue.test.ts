import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { makeCallQueue, type Waiting } from '../../src/run/call-queue.js'
import { spec } from '../support/spec.js'

interface Call extends Waiting {
  readonly id: number
}

const call = (model: string, prefix: string, id: number): Call => ({ model, prefix, id })

function taken(queue: ReturnType<typeof makeCallQueue<Call>>): string[] {
  const names: string[] = []
  for (let last: Call | undefined; (last = queue.take(last?.model, false)) !== undefined;)
    names.push(`${last.model}${last.prefix}${last.id}`)
  return names
}

spec('the queue of calls', (it) => {
  it('gives out all of a model before the next one, and what begins alike one after the other', () => {
    const queue = makeCallQueue<Call>()
    for (const [index, name] of ['Ax', 'Ay', 'Bx', 'Ax', 'By', 'Ay', 'Bx'].entries())
      queue.add(call(name.charAt(0), name.charAt(1), index))
    assert.equal(taken(queue), ['Ax0', 'Ax3', 'Ay1', 'Ay5', 'Bx2', 'Bx6', 'By4'])
  })

  it('goes on with what has waited longest when nothing begins as the last one did', () => {
    const queue = makeCallQueue<Call>()
    for (const [index, prefix] of ['x', 'y', 'z', 'y'].entries()) queue.add(call('A', prefix, index))
    assert.is(queue.take('A', true)?.prefix, 'x')
    queue.add(call('A', 'x', 9))
    assert.is(queue.take('A', true)?.id, 9, 'what begins alike goes first')
    assert.is(queue.take('A', true)?.id, 1)
  })

  it('keeps back what was put back and may not go here, and gives out the next one of that model alone', () => {
    const queue = makeCallQueue<Call>()
    queue.putBack(call('A', 'x', 1))
    queue.add(call('A', 'y', 2))
    queue.add(call('B', 'x', 3))
    const isOther = ({ id }: Call) => id !== 1
    assert.is(queue.take('A', false, isOther)?.id, 2)
    assert.is(queue.take('A', false, isOther), undefined)
    assert.is(queue.take('A', false)?.id, 1)
    assert.is(queue.size, 1)
  })

  it('gives out what was put back before anything else of its model', () => {
    const queue = makeCallQueue<Call>()
    queue.add(call('A', 'x', 1))
    queue.add(call('A', 'x', 2))
    queue.putBack(call('A', 'y', 3))
    assert.equal(taken(queue), ['Ay3', 'Ax1', 'Ax2'])
  })

  it('gives no other model to who is bound to one', () => {
    const queue = makeCallQueue<Call>()
    queue.add(call('B', 'x', 1))
    assert.is(queue.take('A', true), undefined)
    assert.is(queue.take('A', false)?.id, 1)
  })

  it('gives out each call once, and none that was taken away (property)', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'add', 'putBack', 'take', 'remove'),
      model: fc.constantFrom('A', 'B'),
      prefix: fc.constantFrom('x', 'y', 'z'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = makeCallQueue<Call>()
        const waiting = new Set<Call>()
        for (const [id, { kind, model, prefix }] of steps.entries()) {
          if (kind === 'add' || kind === 'putBack') {
            const made = call(model, prefix, id)
            queue[kind](made)
            waiting.add(made)
          } else if (kind === 'take') {
            const got = queue.take(model, false)
            assert.is(got === undefined, waiting.size === 0)
            if (got !== undefined) {
              assert.ok(waiting.delete(got))
              assert.is(got.model === model || ![...waiting].some((other) => other.model === model), true)
            }
          } else {
            const [first] = waiting
            if (first !== undefined) assert.ok(queue.remove(first) && waiting.delete(first) && !queue.remove(first))
          }
          assert.is(queue.size, waiting.size)
        }
        assert.equal(new Set(queue.drain()), waiting)
        assert.is(queue.size, 0)
      }),
    )
  })
})
