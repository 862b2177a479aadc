// The introduction at the top of the home page, beside a picture of the steps of a request.
import { href } from 'vial'
import { Glass } from './glass.tsx'

export function Hero() {
  return (
    <section class="hero site-width">
      <div class="hero-text">
        <h1>A small web framework that does the whole&nbsp;job</h1>
        <p class="hero-lead">
          The files in <code>routes/</code> become pages: Preact components that the server renders for each
          visitor, with sessions, forms, accounts and real time, and no JavaScript where a page needs none.
          You can learn all of it in an afternoon.
        </p>
        <p class="hero-command">
          <code>npm create vial@latest my-site</code>
        </p>
        <p class="hero-links">
          <a class="button" href={href('/docs/get-started')}>
            Get started
          </a>
          <a class="button button-quiet" href={href('/notes')}>
            Try the notes
          </a>
          <a class="button button-quiet" href={href('/examples')}>
            See examples
          </a>
        </p>
        <p class="hero-note">
          Not on npm yet: <a href="#status">create a site from the repository</a> until then.
        </p>
      </div>
      <Glass />
    </section>
  )
}
