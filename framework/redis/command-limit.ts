// Lets commands fail that take too long, but none whose reply has arrived while the process was busy.
import type { Cluster, Command } from 'ioredis'
import type { RedisConnection } from './connection.ts'

/** Where to send a command: in a pipeline, to a node. */
type SendOptions = Parameters<Cluster['sendCommand']> extends [unknown, ...infer Options] ? Options : never

/**
 * Rejects each command of a connection that is still without its reply after a while.
 *
 * The option `commandTimeout` of ioredis also rejects commands that Redis has answered in time: after a pause of the
 * event loop, timers run before the sockets are read. This timer takes the place of that one, which ioredis does not
 * start twice and clears with the reply, and lets the sockets be read before it decides.
 *
 * @param limit How long a command may take, in milliseconds
 */
export function limitCommands(connection: RedisConnection, limit: number): void {
  const send = connection.sendCommand.bind(connection)
  connection.sendCommand = (command: Command, ...more: SendOptions) => {
    const timer = setTimeout(() => setImmediate(rejectCommand, command), limit)
    return send(Object.assign(command, { _commandTimeoutTimer: timer }), ...more)
  }
}

function rejectCommand(command: Command): void {
  if (!command.isResolved) command.reject(new Error('Command timed out'))
}
