// A site with the default settings.
import { vial } from 'vial/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [vial()] })
