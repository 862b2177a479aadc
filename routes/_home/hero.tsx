// The first thing a visitor reads, and a glass with the layers of a request in it.
import { href } from 'vial'
import { Glass } from './glass.tsx'

export function Hero() {
  return (
    <section class="hero site-width">
      <div class="hero-text">
        <h1>A small web framework that does the whole&nbsp;job</h1>
        <p class="hero-lead">
          Vial is a Vite plugin. The files in <code>routes/</code> become URLs, Preact components become HTML
          for every request, and the visitor’s session is always at hand. You can read all about it in an
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
