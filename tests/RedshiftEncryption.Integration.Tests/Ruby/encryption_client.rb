# AWS's own encryption client of the first generation, as the second opinion on the envelope: puts, gets or saves what a
# JSON request on standard input names, and answers in JSON on standard output. Without a root key the plain client.
require 'aws-sdk-s3'
require 'base64'
require 'digest'
require 'json'

request = JSON.parse($stdin.read)
s3 = Aws::S3::Client.new(
  endpoint: request['endpoint'], region: 'us-east-1', force_path_style: true,
  access_key_id: request['accessKeyId'], secret_access_key: request['secretAccessKey']
)
root_key = request['rootKey']
client = root_key ? Aws::S3::Encryption::Client.new(client: s3, encryption_key: Base64.strict_decode64(root_key)) : s3

answer = request['objects'].map do |object|
  place = { bucket: request['bucket'], key: object['key'] }
  case request['operation']
  when 'put'
    File.open(object['path'], 'rb') { |body| client.put_object(**place, body: body) }
    { key: object['key'] }
  when 'get'
    content = client.get_object(**place).body.read
    { key: object['key'], length: content.bytesize, sha256: Digest::SHA256.hexdigest(content) }
  when 'save'
    begin
      File.open(object['path'], 'wb') { |file| client.get_object(**place, response_target: file) }
      { key: object['key'], found: true }
    rescue Aws::S3::Errors::NoSuchKey
      { key: object['key'], found: false }
    end
  else
    raise "no operation #{request['operation']}"
  end
end
puts JSON.generate(answer)
