// The page for all other errors.
import type { ErrorProps } from 'vial'

export const head = { title: 'Something went wrong' }

export default function ErrorPage({ error, status, requestId }: ErrorProps) {
  return (
    <>
      <h1>Something went wrong</h1>
      <p>{error.message}</p>
      <p>
        <small>
          Status {status}, request {requestId}
        </small>
      </p>
    </>
  )
}
