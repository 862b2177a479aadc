// Checks that Node.js is recent enough for Vial.
import { isInRange } from './compare-versions.ts'
import type { DoctorResult } from './doctor-result.ts'

/**
 * Checks a version of Node.js.
 *
 * @param version Such as `22.22.2`
 * @param range What Vial needs, as in `engines` of its package.json
 */
export function examineNode(version: string, range: string): DoctorResult {
  if (isInRange(version, range)) return { level: 'ok', subject: 'Node', message: version }
  const message = `${version} is too old for Vial, which needs ${range}. Install a current LTS version.`
  return { level: 'fail', subject: 'Node', message }
}
