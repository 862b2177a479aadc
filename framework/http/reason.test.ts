// Tests the names of error statuses.
import { STATUS_CODES } from 'node:http'
import { describe, expect, it } from 'vitest'
import { reasonPhrase } from './reason.ts'

describe('reasonPhrase()', () => {
  it('names a status as the registry does', () => {
    expect(reasonPhrase(404)).toBe('Not Found')
    expect(reasonPhrase(413)).toBe('Content Too Large')
    expect(reasonPhrase(503)).toBe('Service Unavailable')
  })

  it('agrees with Node, except for names that RFC 9110 changed and codes that it does not know', () => {
    const statuses = Array.from({ length: 200 }, (_, index) => index + 400)
    const differing = statuses.filter(
      (status) => status in STATUS_CODES && reasonPhrase(status) !== STATUS_CODES[status],
    )

    expect(differing.map((status) => [status, reasonPhrase(status)])).toEqual([
      [413, 'Content Too Large'],
      [418, 'Client Error'],
      [422, 'Unprocessable Content'],
      [509, 'Server Error'],
      [510, 'Server Error'],
    ])
  })

  it('names an unknown status by its class', () => {
    expect(reasonPhrase(499)).toBe('Client Error')
    expect(reasonPhrase(599)).toBe('Server Error')
    expect(reasonPhrase(520)).toBe('Server Error')
  })
})
