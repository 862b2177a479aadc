// What this API offers.
import { href } from 'vial'

export function GET() {
  return { notes: href('/notes') }
}
