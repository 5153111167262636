/**
 * The process that llama.cpp runs in: what is said on its channel, and when it ends.
 *
 * Signals of a terminal reach all processes of a group: what is to be done about them is our parent's business alone. Where that is gone,
 * however it went, so are we, whatever native code is doing.
 */
import type { Order, Report } from './protocol.js'
import { makeService } from './service.js'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const service = makeService((report: Report) => process.send?.(report, () => {}))
process.on('message', (order: Order) => service.take(order))
