// Messages between the supervisor and a worker: some are told, others are asked and answered.
import type { ChildProcess } from 'node:child_process'

/** What each message carries, and what answers it. */
export interface Messages {
  /** Worker: it is listening. */
  readonly ready: { data: { readonly port: number }; answer: unknown }
  /** Supervisor: finish the requests in flight and exit. */
  readonly stop: { data: undefined; answer: unknown }
  /** Both: a message for a room, in the form that `Transport` carries. */
  readonly room: { data: string; answer: unknown }
  /** Both: the tag of cached responses that are outdated. */
  readonly invalidate: { data: string; answer: unknown }
  /** Worker: the folder of its files. The answer lists those of all releases that have run. */
  readonly files: { data: string; answer: readonly string[] | undefined }
  /** Supervisor: the folder of another worker's files, which may be of another release. */
  readonly otherFiles: { data: string; answer: unknown }
  /** Worker: may it run a task that is due at a time (milliseconds since 1970)? */
  readonly claim: { data: { readonly name: string; readonly time: number }; answer: TaskTurn }
  /** Worker: the run of a task has ended. */
  readonly release: { data: string; answer: unknown }
  /** Supervisor: what has the worker counted? */
  readonly metrics: { data: undefined; answer: object | undefined }
  /** Worker: it has stopped, and this is what it has counted. */
  readonly counted: { data: object; answer: unknown }
  /** Supervisor: can the worker serve visitors? */
  readonly isReady: { data: undefined; answer: boolean }
}

/** Whether a worker runs a task: yes, no because another one runs it, or no because the previous run has not ended. */
export type TaskTurn = 'run' | 'taken' | 'running'

export interface ProcessLink {
  tell<Name extends keyof Messages>(name: Name, data: Messages[Name]['data']): void
  /** Rejects if the other process ends before it answers. */
  ask<Name extends keyof Messages>(
    name: Name,
    data: Messages[Name]['data'],
  ): Promise<Messages[Name]['answer']>
  /** Receives the messages of a name. What the function returns answers those that ask. */
  receive<Name extends keyof Messages>(name: Name, handle: Handle<Name>): void
  /** How many messages the other process has not taken yet. */
  countWaiting(): number
  /** Rejects everything that was asked: the other process has ended. */
  end(): void
}

type Handle<Name extends keyof Messages> = (
  data: Messages[Name]['data'],
) => Messages[Name]['answer'] | Promise<Messages[Name]['answer']>

interface Envelope {
  /** Other libraries send messages through the same channel. */
  readonly vial: 'message' | 'answer'
  readonly name?: keyof Messages
  readonly data?: unknown
  /** Set if the sender waits for an answer, and in the answer. */
  readonly id?: number
}

/** The other process: a worker for the supervisor, and `process` for a worker. */
type Peer = Pick<ChildProcess, 'send'> & {
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** Creates the link to another process. */
export function createLink(peer: Peer): ProcessLink {
  const handles = new Map<keyof Messages, (data: never) => unknown>()
  const asked = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  let lastId = 0
  let waiting = 0

  peer.on('message', (message) => {
    if (!isEnvelope(message)) return
    const { vial, name, data, id } = message
    if (vial === 'answer') {
      asked.get(id!)?.resolve(data)
      asked.delete(id!)
      return
    }
    const result = handles.get(name!)?.(data as never)
    if (id !== undefined) Promise.resolve(result).then((answer) => send({ vial: 'answer', id, data: answer }))
  })

  return {
    tell: (name, data) => send({ vial: 'message', name, data }),
    ask: (name, data) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        asked.set(id, { resolve: resolve as (answer: unknown) => void, reject })
        send({ vial: 'message', name, data, id })
      }),
    receive(name, handle) {
      handles.set(name, handle as (data: never) => unknown)
    },
    countWaiting: () => waiting,
    end() {
      for (const { reject } of asked.values()) reject(new Error('The other process has ended.'))
      asked.clear()
    },
  }

  function send(envelope: Envelope): void {
    waiting++
    // The callback also receives the error when the other process has just ended.
    peer.send!(envelope, undefined, undefined, () => waiting--)
  }
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && 'vial' in message
}
