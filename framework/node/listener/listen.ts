// Makes a server listen, with errors that say what to do.
import type { Server } from 'node:http'
import { createUserError } from '../user-error.ts'

export interface ListenAddress {
  readonly port: number
  readonly host: string
  /** The environment variable that sets the port. */
  readonly variable: string
  /** How many connections may wait to be accepted (default: 4096). The system's own limit wins. */
  readonly backlog?: number | undefined
}

/**
 * Resolves once a server listens.
 *
 * @throws Error that says what to do when the port or the address is not available
 */
export function listen(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainListenError(error, address)))
    server.listen({ port: address.port, host: address.host, backlog: address.backlog ?? usualBacklog })
  })
}

/** Node's own default of 511 overflows when thousands of visitors come back at once. */
const usualBacklog = 4096

function explainListenError(error: NodeJS.ErrnoException, { port, host, variable }: ListenAddress): Error {
  const hostVariable = variable.replace('PORT', 'HOST')
  if (error.code === 'EADDRINUSE') {
    return createUserError(
      `Port ${port} is in use on ${host}. Stop the other server, or set ${variable} to a free port.`,
    )
  }
  if (error.code === 'EACCES') {
    return createUserError(
      `This user may not listen on port ${port}. Set ${variable} to a number above 1023.`,
    )
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return createUserError(
      `This machine does not have the address ${host}. Set ${hostVariable} to one that it has, such as 127.0.0.1, or to 0.0.0.0 for all.`,
    )
  }
  if (error.syscall === 'getaddrinfo') {
    return createUserError(
      `${hostVariable} is "${host}", and no machine has this name. Set an address without scheme and port, such as 127.0.0.1, or 0.0.0.0 for all.`,
    )
  }
  return error
}
