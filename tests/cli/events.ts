import * as assert from 'uvu/assert'
import type { BuildEvent } from '../../src/index.js'

/** Of `--json`. Fails where a line is no JSON. */
export function eventsIn(stdout: string): BuildEvent[] {
  assert.ok(stdout.endsWith('\n'))
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as BuildEvent)
}

/** The build starts first and ends last, once each; every target that starts ends once, after its start. */
export function assertWhole(events: readonly BuildEvent[]): void {
  assert.is(events[0]?.kind, 'build-started')
  assert.is(events.at(-1)?.kind, 'build-ended')
  assert.is(events.filter(({ kind }) => kind === 'build-started' || kind === 'build-ended').length, 2)
  const open = new Set<string>()
  for (const event of events) {
    if (event.kind === 'target-started') {
      assert.not(open.has(event.target), `${event.target} started twice`)
      open.add(event.target)
    } else if (event.kind === 'target-ended') assert.ok(open.delete(event.target), `${event.target} ended unstarted`)
    else if (event.kind === 'progress') assert.ok(open.has(event.target))
  }
  assert.equal([...open], [], 'left without an end')
}
