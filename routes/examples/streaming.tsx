// A streamed page: slow parts arrive when they are ready.
import { setTimeout } from 'node:timers/promises'
import { Suspense } from 'preact/compat'
import { type PageProps, href, useRequest } from 'vial'
import { SourceFiles } from '../_site/source-files.tsx'
import source from 'virtual:source/routes/examples/streaming.tsx?source'
import './streaming.css'

export const config = { stream: true }

export const head = {
  title: 'Streaming',
  meta: [{ name: 'description', content: 'A page whose slow parts arrive after the first byte.' }],
}

export default function Streaming({ url }: PageProps<'/examples/streaming'>) {
  return (
    <>
      <h1>Streaming</h1>
      <p class="lead">
        The server sent the top of this page at once. The parts below took longer. Each of them arrived as
        soon as it was ready, in the same response.
      </p>
      <section class="streaming" aria-labelledby="sentence">
        <h2 id="sentence">After half a second</h2>
        <Suspense fallback={<p class="waiting">The sentence is being written…</p>}>
          <Sentence />
        </Suspense>
      </section>
      <section class="streaming" aria-labelledby="table">
        <h2 id="table">After a second</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            <Suspense
              fallback={
                <tr class="waiting">
                  <td colSpan={2}>The rows are being counted…</td>
                </tr>
              }
            >
              <Rows />
            </Suspense>
          </tbody>
        </table>
      </section>
      <section class="streaming" aria-labelledby="list">
        <h2 id="list">After a second and a half</h2>
        <Suspense fallback={<p class="waiting">The list is being collected…</p>}>
          <List isBroken={url.searchParams.has('broken')} />
        </Suspense>
      </section>
      <p>
        Without JavaScript, the parts appear at the end of the page, and their fallbacks are hidden. See{' '}
        <a href={href('/examples/streaming', {}, { query: { broken: '' } })}>the same page with an error</a>,
        or read more <a href={href('/docs/streaming')}>about streaming</a>.
      </p>
      <SourceFiles files={[source]}>
        <p>
          <code>config</code> turns streaming on, and each <code>Suspense</code> marks a part that may arrive
          later. Everything outside of them is ready before the first byte.
        </p>
      </SourceFiles>
    </>
  )
}

async function Sentence() {
  const { requestId } = useRequest()
  await setTimeout(500)
  return (
    <p>
      This sentence belongs to request <code>{requestId}</code>.
    </p>
  )
}

async function Rows() {
  await setTimeout(1000)
  return (
    <>
      <tr>
        <td>Loaders, status and headers</td>
        <td>before the first byte</td>
      </tr>
      <tr>
        <td>These rows</td>
        <td>when they were ready</td>
      </tr>
    </>
  )
}

async function List({ isBroken }: { isBroken: boolean }) {
  await setTimeout(1500)
  if (isBroken) throw new Error('This part of the example fails on purpose.')
  return (
    <ul>
      <li>The browser loads no library: a few lines of inline script move the parts.</li>
      <li>A part that fails shows an error message, and the error is logged.</li>
      <li>A part that takes longer than ten seconds fails.</li>
    </ul>
  )
}
