/** What the process does with what it is told: loads one model, and has it answer; or looks what there is to load it on. */
import { makeSystemClock } from '../../base/clock.js'
import { messageOf } from '../../base/message-of.js'
import { makeAnswers } from './answer.js'
import { lookAround, openModel, whyNotLoaded } from './open-model.js'
import type { Order, Report } from './protocol.js'

export interface Service {
  take(order: Order): void
}

type OrderOf<Kind extends Order['kind']> = Extract<Order, { readonly kind: Kind }>

/** `report`: sends one to who gave the orders. */
export function makeService(report: (report: Report) => void): Service {
  const clock = makeSystemClock()
  const underWay = new Map<number, AbortController>()
  let answers: ReturnType<typeof makeAnswers> | undefined

  async function load(order: OrderOf<'load'>): Promise<void> {
    try {
      const model = await openModel(order)
      answers = makeAnswers(model, clock)
      const { gpu, layersOnGpu, layers } = model
      report({ kind: 'loaded', gpu, layersOnGpu, layers })
    } catch (error) {
      report({ kind: 'not-loaded', ...whyNotLoaded(error) })
    }
  }

  async function look(order: OrderOf<'look'>): Promise<void> {
    try {
      report({ kind: 'seen', ...(await lookAround(order)) })
    } catch (error) {
      report({ kind: 'not-loaded', ...whyNotLoaded(error) })
    }
  }

  async function complete({ id, ...order }: OrderOf<'complete'>): Promise<void> {
    const stop = new AbortController()
    underWay.set(id, stop)
    try {
      if (answers === undefined) throw new Error('no model is loaded')
      report({ kind: 'answered', id, ...(await answers.answer(order, stop.signal)) })
    } catch (error) {
      report(stop.signal.aborted ? { kind: 'stopped', id } : { kind: 'failed', id, said: messageOf(error) })
    } finally {
      underWay.delete(id)
    }
  }

  return {
    take: (order) => {
      if (order.kind === 'load') void load(order)
      else if (order.kind === 'look') void look(order)
      else if (order.kind === 'complete') void complete(order)
      else underWay.get(order.id)?.abort(new Error('stopped'))
    },
  }
}
