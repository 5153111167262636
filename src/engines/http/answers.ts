import { ErrorReply } from './replies.js'

/** Whether somebody answers such a request. A gateway answers although nobody is behind it. Rejects with the signal's reason alone. */
export async function answers(request: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  try {
    await request()
    return true
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof ErrorReply && error.status < 500
  }
}

/** A server that does not answer what needs no model within this time does not answer calls either. */
export const quickDeadlineMs = 5_000
