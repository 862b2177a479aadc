// What comes with Vial, what it costs the browser, and how fast it is.
import type { ComponentChildren } from 'preact'
import { href } from 'vial'
import { sizes, speed } from 'virtual:readme'

export function Included() {
  return (
    <section class="home-section site-width" aria-labelledby="included-title">
      <h2 id="included-title">What comes with it, and what it costs</h2>
      <div class="columns">
        <table>
          <caption>JavaScript that a visitor loads, compressed</caption>
          <tbody>
            <Cost size="0 kB">Pages, layouts, forms, sessions, flash messages, error pages</Cost>
            <Cost size="0 kB">Accounts, uploads, rate limits, security headers, tasks</Cost>
            <Cost size="0 kB">Caching, prerendering, personal parts in shared pages</Cost>
            <Cost size={`${sizes.island} kB`}>
              The first island, with Preact ({sizes.hooks} kB with hooks, {sizes.signals} kB with signals)
            </Cost>
            <Cost size={`${sizes.pendingForms} kB`}>
              Marks on forms that are on the way, if you turn them on
            </Cost>
            <Cost size={`${sizes.clientNavigation} kB`}>Client navigation, if you turn it on</Cost>
          </tbody>
        </table>
        <table>
          <caption>Requests per CPU second, beside a server written by hand</caption>
          <thead>
            <tr>
              <th scope="col">Page</th>
              <th scope="col">By hand</th>
              <th scope="col">Vial</th>
              <th scope="col">Ratio</th>
            </tr>
          </thead>
          <tbody>
            {speed.map(({ page, byHand, vial, ratio }) => (
              <tr key={page}>
                <th scope="row">{page}</th>
                <td>{byHand}</td>
                <td>{vial}</td>
                <td>{ratio}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="home-note">
        The server written by hand uses <code>node:http</code>, the renderer of Preact and iron-session, and
        has no error pages, security headers or request checks. You can{' '}
        <a href={href('/docs/why')}>read what else Vial costs</a>.
      </p>
    </section>
  )
}

function Cost({ size, children }: { size: string; children: ComponentChildren }) {
  return (
    <tr>
      <th scope="row">{children}</th>
      <td>{size}</td>
    </tr>
  )
}
