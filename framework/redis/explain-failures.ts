// Lets commands say why there is no connection.
import type { Cluster, Command } from 'ioredis'
import type { RedisConnection } from './connection.ts'

/** Where to send a command: in a pipeline, to a node. */
type SendOptions = Parameters<Cluster['sendCommand']> extends [unknown, ...infer Options] ? Options : never

/**
 * Rejects each command that finds no connection with the reason for that.
 *
 * ioredis only says that its stream is not writable and that it has no queue, which tells no one what to do.
 *
 * @param findReason Finds why the connection could last not be used
 */
export function explainFailures(connection: RedisConnection, findReason: () => Error | undefined): void {
  const send = connection.sendCommand.bind(connection)
  connection.sendCommand = (command: Command, ...more: SendOptions) => {
    const reject = command.reject.bind(command)
    command.reject = (error: Error) => {
      const cause = connection.status === 'ready' ? undefined : findReason()
      reject(cause ? new Error(`No connection to Redis: ${cause.message}`, { cause }) : error)
    }
    return send(command, ...more)
  }
}
