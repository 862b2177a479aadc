import { describe, expect, it } from 'vitest'
import { createUnsentReport } from './report-unsent.ts'

describe('createUnsentReport()', () => {
  it('logs an error, and leaves one to the site whose body has failed', () => {
    const entries: [object, string][] = []
    const known = new Response()
    const report = createUnsentReport(
      { reportBrokenBody: (response) => response === known },
      { error: (fields, message) => entries.push([fields, message]) },
    )
    const error = new Error('broken')
    report(error, known)
    expect(entries).toEqual([])

    report(error, new Response())
    report(error)
    const entry = [{ err: error }, 'The response could not be sent.']
    expect(entries).toEqual([entry, entry])
  })
})
