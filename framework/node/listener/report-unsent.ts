// Reports responses that could not be sent.
import type { Log } from '../../http/log.ts'
import type { Handler } from '../../request/pipeline/handler.ts'

/**
 * Creates the function that a listener calls when it could not send a response.
 *
 * If the site's code made the body, the error reaches the site's `onError`, and the log names the request.
 */
export function createUnsentReport(
  { reportBrokenBody }: Pick<Handler, 'reportBrokenBody'>,
  log: Pick<Log, 'error'>,
): (error: unknown, response?: Response) => void {
  return (error, response) => {
    if (response && reportBrokenBody(response, error)) return
    log.error({ err: error }, 'The response could not be sent.')
  }
}
