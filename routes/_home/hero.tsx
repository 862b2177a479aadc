// The introduction at the top of the home page, beside a picture of the steps of a request.
import { href } from 'vial'
import { Glass } from './glass.tsx'

export function Hero() {
  return (
    <section class="hero site-width">
      <div class="hero-text">
        <h1>A small web framework that does the whole&nbsp;job</h1>
        <p class="hero-lead">
          Vial is a Vite plugin. The files in <code>routes/</code> become URLs, Preact components render to
          HTML on every request, and the visitor’s session is always available. You can learn all of it in an
          afternoon.
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
      </div>
      <Glass />
    </section>
  )
}
