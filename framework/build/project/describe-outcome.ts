// Describes in a sentence what happens to a request.
import { formatAllow } from '../../routing/allowed-methods.ts'
import type { MatchReport } from './match-request.ts'

/** Describes what answers a request; the sentence begins after the method and the URL. */
export function describeOutcome(report: MatchReport): string {
  const { outcome, status, file, folder, location, allow, route, action } = report
  const page = file ?? (route?.kind === 'endpoint' ? 'a problem document' : 'the built-in page')
  switch (outcome) {
    case 'route':
      return `is answered by ${action === undefined ? '' : `actions.${action} of `}${file}.`
    case 'public':
      return `is answered by the file ${file}, before any route.`
    case 'redirect':
      return `is redirected to ${location} (${status}): that is the canonical form of this page's URL.`
    case 'options':
      return `is answered with the methods that ${file} allows${allow ? `: ${formatAllow(allow)}` : ''}.`
    case 'method-not-allowed':
      return `is refused (${status}) with ${page}: ${route?.file} allows ${formatAllow(allow ?? [])}.`
    case 'upgrade-required':
      return `is refused (${status}) with ${page}: ${route?.file} answers WebSockets only.`
    case 'bad-request':
      return `is refused (${status}) with ${page}: the URL is malformed.`
    case 'not-found':
      if (action !== undefined) {
        return `is not found (${status}) with ${page}: ${route?.file} has no action called ${JSON.stringify(action)}.`
      }
      return route
        ? `is not found (${status}): ${route.file} is an endpoint, whose URL does not end with a slash.`
        : `is not found (${status}): ${page} answers${folder === '' ? '' : `, searched from the folder ${folder}`}.`
  }
}
