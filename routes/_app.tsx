// The document around every page.
import type { AppProps } from 'vial'
import './_site/base.css'

export default function App({ children }: AppProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={`${import.meta.env.BASE_URL}favicon.svg`} type="image/svg+xml" />
      </head>
      <body>{children}</body>
    </html>
  )
}
