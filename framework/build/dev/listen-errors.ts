// Explains in a sentence why Vite's dev or preview server cannot listen, where Vite would print a stack.
import type { Server } from 'node:net'
import type { CommonServerOptions } from 'vite'
import { becomeUserError } from '../../node/user-error.ts'

/**
 * Gives the errors of `listen()` a message that says what to do.
 *
 * @param server `undefined` or `null` if Vite runs in another server
 * @param options `server` or `preview` of Vite's configuration
 * @param command What the author has typed, such as `vite dev`
 */
export function explainListenErrors(
  server: Pick<Server, 'prependListener'> | null | undefined,
  { strictPort, host }: CommonServerOptions,
  command: string,
): void {
  // Before the listener of Vite, which throws the same error unless its code is EADDRINUSE.
  server?.prependListener('error', (error: ListenError) => {
    const { code, port } = error
    if (code === 'EADDRINUSE' && strictPort) {
      delete error.code
      becomeUserError(
        error,
        `Port ${port} is in use. Stop the other server, or choose another port: ${command} --port ${Number(port) + 1}.`,
      )
    }
    if (code === 'EACCES') {
      becomeUserError(
        error,
        `This user may not listen on port ${port}. Choose a port above 1023: ${command} --port 8080.`,
      )
    }
    if (error.syscall === 'getaddrinfo') {
      becomeUserError(
        error,
        `No machine has the name ${host}. Choose an address: ${command} --host 127.0.0.1.`,
      )
    }
    if (code === 'EADDRNOTAVAIL') {
      becomeUserError(
        error,
        `This machine does not have the address ${host}. Choose another one: ${command} --host 127.0.0.1.`,
      )
    }
  })
}

interface ListenError extends NodeJS.ErrnoException {
  readonly port?: number
}
