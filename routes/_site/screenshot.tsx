// A picture that e2e/screenshots.mjs has taken, in light and dark, wide and narrow.
import { publicUrl } from 'vial'
import './screenshot.css'

export interface ScreenshotProps {
  /** The name of its files in public/pictures. */
  name: 'first-minute' | 'error' | 'inspector'
  /** What it shows, for visitors who do not see it. */
  alt: string
}

/** The sizes of the files: they reserve the space of a picture before it has loaded. */
export const sizes = {
  'first-minute': { wide: [1600, 1378], narrow: [780, 2210] },
  error: { wide: [1280, 800], narrow: [585, 1080] },
  inspector: { wide: [1280, 800], narrow: [585, 1080] },
} as const

/** Both themes are in the page, and the styles show one: visitors can choose another theme than their system has. */
export function Screenshot({ name, alt }: ScreenshotProps) {
  const { wide, narrow } = sizes[name]
  return (
    <>
      {['light', 'dark'].map((scheme) => (
        <picture key={scheme} class={`shot shot-${scheme}`}>
          <source
            media="(max-width: 40rem)"
            srcset={publicUrl(`/pictures/${name}-narrow-${scheme}.webp`)}
            width={narrow[0]}
            height={narrow[1]}
          />
          <img
            src={publicUrl(`/pictures/${name}-${scheme}.webp`)}
            width={wide[0]}
            height={wide[1]}
            alt={alt}
            loading="lazy"
          />
        </picture>
      ))}
    </>
  )
}
