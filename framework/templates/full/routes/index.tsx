// The home page.
import { href } from 'vial'

export default function Home() {
  return (
    <>
      <h1>My site</h1>
      <p>
        This page is <code>routes/index.tsx</code>. Every visitor may read it;{' '}
        <a href={href('/notes')}>your notes</a> need an account.
      </p>
    </>
  )
}
