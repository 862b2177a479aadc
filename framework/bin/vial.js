#!/usr/bin/env node
// Starts the command line. Committed as it is, so that npm finds it before the package is built.
import '../dist/command/main.js'
