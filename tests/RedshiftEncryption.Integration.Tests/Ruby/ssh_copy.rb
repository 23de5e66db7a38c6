# What Redshift's documentation says of COPY from a remote host, without this project's code: for each entry of the manifest a
# connection is opened to its endpoint as its user, the host is identified by its public key, and the output of its command is
# loaded. PostgreSQL's COPY FROM PROGRAM runs it and takes what it prints.
#
# usage: ssh_copy.rb MANIFEST IDENTITY PORT FOLDER [PAUSE_AFTER]
# With PAUSE_AFTER, creates FOLDER/paused once that many bytes were printed, and goes on when there is FOLDER/go.
#
# A stand-in: Redshift's manifest has no port, and whether an exit code that is not zero fails its load is not documented.
require 'json'

manifest, identity, port, folder, pause_after = ARGV
entries = JSON.parse(File.read(manifest)).fetch('entries')
abort 'no entries' if entries.empty?

known = File.join(folder, 'known_hosts')
File.write(known, entries.map { |entry| "[#{entry.fetch('endpoint')}]:#{port} ssh-rsa #{entry.fetch('publickey')}\n" }.uniq.join)

# All at once, as the slices of a cluster do.
connections = entries.map do |entry|
  abort 'an entry is not mandatory' unless entry['mandatory'] == true
  IO.popen(
    ['ssh', '-F', '/dev/null', '-T', '-p', port, '-i', identity, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes',
     '-o', 'StrictHostKeyChecking=yes', '-o', "UserKnownHostsFile=#{known}", '-o', 'GlobalKnownHostsFile=/dev/null',
     '-o', 'HostKeyAlgorithms=rsa-sha2-512,rsa-sha2-256', '-l', entry.fetch('username'), entry.fetch('endpoint'),
     entry.fetch('command'), { err: [File.join(folder, "client-#{entry.fetch('command')[-3..]}.log"), 'w'] }],
    'rb'
  )
end

$stdout.binmode
printed = 0
failed = connections.count do |connection|
  last = "\n"
  while (bytes = connection.read(65_536))
    $stdout.write(bytes)
    last = bytes[-1]
    printed += bytes.bytesize
    next unless pause_after && printed >= pause_after.to_i

    pause_after = nil
    File.write(File.join(folder, 'paused'), '')
    sleep 0.02 until File.exist?(File.join(folder, 'go'))
  end
  # The file of the next connection begins with a row of its own.
  $stdout.write("\n") unless last == "\n"
  connection.close
  !$?.success?
end
$stdout.flush
exit(failed.zero? ? 0 : 1)
