import { describe, expect, it } from 'vitest'
import { reasonPhrase } from './reason.ts'

describe('reasonPhrase()', () => {
  it("names a status as in IANA's registry", () => {
    expect(reasonPhrase(404)).toBe('Not Found')
    expect(reasonPhrase(413)).toBe('Content Too Large')
    expect(reasonPhrase(503)).toBe('Service Unavailable')
  })

  it('names an unknown status by its class', () => {
    expect(reasonPhrase(499)).toBe('Client Error')
    expect(reasonPhrase(599)).toBe('Server Error')
  })
})
