// Plain old JavaScript, loaded before anything else: an older Node cannot even read our files to say why.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    'Latchkey needs Node 24 or later and this is ' +
      process.versions.node +
      '. On Linux "npm ci" brings one along as an optional package, so run it again without --omit=optional;' +
      " elsewhere install Node 24 from your system's packages.",
  )
  process.exit(1)
}
