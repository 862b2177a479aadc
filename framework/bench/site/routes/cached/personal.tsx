// A cached page with a personal part.
import { Rows } from './_rows.tsx'
import Visits from './visits.personal.tsx'

export const config = { cache: { maxAge: 3600 } }

export const head = { title: 'Cached' }

export default () => (
  <>
    <Visits />
    <Rows />
  </>
)
