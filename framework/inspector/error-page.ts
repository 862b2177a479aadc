// The inspector's error page.
import type { JSX } from 'preact'
import type { ErrorProps } from '../request/page/page-props.ts'
import { heading } from './parts.ts'

/** The module of the page. */
export const errorPage: object = {
  head: { title: 'Vial inspector' },
  default: ({ status, error }: ErrorProps): JSX.Element[] =>
    heading(
      status === 404 ? 'Not found' : `Error ${status}`,
      status === 404
        ? 'The inspector keeps only the last 200 requests since the dev server started.'
        : error.message,
    ),
}
