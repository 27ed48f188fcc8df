//! How fast a page of the list becomes rows. Target: 300 MB/s on one core, 1,000 rows in 2 ms.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rosterm::api::dialect::Answer;
use rosterm::api::smartflo::Smartflo;

const SEED: u64 = 7;

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for rows in [20, 100, 1000] {
        let answer = Answer {
            status: 200,
            body: page(rows),
            ..Answer::default()
        };
        println!("seed {SEED}, {rows} rows, {} bytes", answer.body.len());
        group.throughput(Throughput::Bytes(answer.body.len() as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(rows),
            &answer,
            |bencher, answer| {
                bencher.iter(|| {
                    let page = Smartflo::default()
                        .read_page(black_box(answer))
                        .expect("a good page");
                    assert_eq!(page.rows.len(), rows);
                    page
                });
            },
        );
    }
    group.finish();
}

/// A page of invented users, compact as a server writes it, in the documented shape.
fn page(rows: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let given = ["Asha", "Ravi", "Meera", "Kabir", "Ananya", "ரவி", "सुनीता"];
    let family = ["Iyer", "Varma", "Kulkarni", "Chattopadhyay", "Rao", "नायर"];
    let roles = [(54630, "Quality"), (54742, "Admin New"), (54801, "Agent")];
    let mut id = 314_000;
    let data: Vec<_> = (0..rows)
        .map(|_| {
            id += random.u32(1..9);
            let name = format!("{} {}", given[random.usize(..7)], family[random.usize(..6)]);
            let (role, role_name) = roles[random.usize(..3)];
            let number = random.u64(7_000_000_000..9_999_999_999);
            let agent = if random.u8(..10) == 0 {
                "null".to_owned()
            } else {
                format!(
                    r#"{{"id":"0502842{id}","name":"{name}","status":{},"follow_me_number":"+91{number}"}}"#,
                    random.u8(..5)
                )
            };
            let extension = if random.bool() { format!("\"0602842{id}\"") } else { "null".into() };
            format!(
                r#"{{"id":{id},"name":"{name}","agent":{agent},"login_id":"user{id}@example.test","is_login_based_calling_enabled":{},"is_international_outbound_enabled":{},"user_role":{{"id":{role},"name":"{role_name}"}},"extension":{extension},"user_status":1}}"#,
                random.bool(),
                random.bool(),
            )
        })
        .collect();
    let data = data.join(",");
    let page = format!(r#"{{"has_more":true,"count":{rows},"last_seen_id":{id},"data":[{data}]}}"#);
    page.into_bytes()
}

criterion_group!(benches, decode);
criterion_main!(benches);
