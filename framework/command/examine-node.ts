// Which versions of Node.js have holes that are known, as of a date.
import { compareVersions } from './compare-versions.ts'
import type { Finding } from './finding.ts'

/** Of March 2026, the last security releases that this table knows. */
const lines: Readonly<Record<string, { readonly safe: string; readonly end: string }>> = {
  20: { safe: '20.20.2', end: '2026-04-30' },
  22: { safe: '22.22.2', end: '2027-04-30' },
  24: { safe: '24.14.1', end: '2028-04-30' },
  25: { safe: '25.8.2', end: '2026-06-01' },
}
const tableDate = '2026-03-24'
/** As in `engines` of package.json. */
const oldest = '20.19.0'

/**
 * Judges a version of Node.js.
 *
 * @param version Such as `22.22.2`
 * @param today Such as `2026-05-01` (default: the current date)
 */
export function examineNode(version: string, today: string = new Date().toISOString().slice(0, 10)): Finding {
  const subject = `Node ${version}`
  const line = lines[version.split('.')[0]!]
  if (compareVersions(version, oldest) < 0) {
    return {
      level: 'fail',
      subject,
      message: `Too old for Vial. Install ${oldest} or later, best an LTS version.`,
    }
  }
  if (line && compareVersions(version, line.safe) < 0) {
    const message = `Has known security holes. Install ${line.safe} or later (as of ${tableDate}).`
    return { level: 'fail', subject, message }
  }
  if (line ? today > line.end : compareVersions(version, '26.0.0') < 0) {
    const since = line ? ` since ${line.end}` : ''
    return {
      level: 'warn',
      subject,
      message: `Gets no security fixes${since}. Install a current LTS version.`,
    }
  }
  return { level: 'ok', subject, message: `No hole was known on ${tableDate}.` }
}
