# AWS's own encryption client of the first generation, as the second opinion on the envelope: puts or gets what a JSON
# request on standard input names, and answers in JSON on standard output.
require 'aws-sdk-s3'
require 'base64'
require 'digest'
require 'json'

request = JSON.parse($stdin.read)
s3 = Aws::S3::Client.new(
  endpoint: request['endpoint'], region: 'us-east-1', force_path_style: true,
  access_key_id: request['accessKeyId'], secret_access_key: request['secretAccessKey']
)
client = Aws::S3::Encryption::Client.new(client: s3, encryption_key: Base64.strict_decode64(request['rootKey']))

answer = request['objects'].map do |object|
  place = { bucket: request['bucket'], key: object['key'] }
  case request['operation']
  when 'put'
    File.open(object['path'], 'rb') { |body| client.put_object(**place, body: body) }
    { key: object['key'] }
  when 'get'
    content = client.get_object(**place).body.read
    { key: object['key'], length: content.bytesize, sha256: Digest::SHA256.hexdigest(content) }
  else
    raise "no operation #{request['operation']}"
  end
end
puts JSON.generate(answer)
